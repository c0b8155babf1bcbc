package wording

// wan stands before a unit of the tables whose figures are in ten thousands: 万人.
const wan = "万"
