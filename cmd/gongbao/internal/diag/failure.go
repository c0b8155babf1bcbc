package diag

// Failure is what stopped a command, other than faults of the input: a Chinese sentence for the person at the keyboard. It
// never holds a password or a key.
type Failure struct {
	Message string
	Remedy  string // what to do; may be empty
	Err     error  // what the system said; may be nil
}

func (f *Failure) Error() string {
	if f.Err == nil {
		return f.Message
	}
	return f.Message + "：" + Said(f.Err)
}

func (f *Failure) Unwrap() error { return f.Err }

// Hint is what to do; it may be empty.
func (f *Failure) Hint() string {
	if f.Remedy == "" && f.Err != nil {
		return SystemRemedy(f.Err)
	}
	return f.Remedy
}
