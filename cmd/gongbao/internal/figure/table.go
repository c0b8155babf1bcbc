package figure

// Table is the figure as rows of text.
func (f Figure) Table() Table { return Table{} }
