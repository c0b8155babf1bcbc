package site

// leadingGroup is what the title of a section says that is about the leading group of the plan, in every language.
const leadingGroup = "领导小组"
