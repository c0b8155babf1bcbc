package pdfa

// Check is for the test of the real bulletins, which stands outside the package because it builds them.
var Check = check
