package figure

// Awkward is for looking at.
var Awkward = awkward
