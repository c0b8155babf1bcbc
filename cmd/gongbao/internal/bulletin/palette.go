package bulletin

import "gongbao/cmd/gongbao/internal/analysis"

// ink is a colour as red, green, blue.
type ink [3]uint8

// The print palette: every pair that has to be told apart differs in lightness, so that a black-and-white printer keeps
// the difference (contrast against white: 17, 7.8, 8.7, 3.6, 6.5, 5.2, 7.5).
var (
	inkText   = ink{0x1A, 0x1A, 0x1A}
	inkMuted  = ink{0x52, 0x52, 0x52}
	inkMain   = ink{0x1F, 0x4E, 0x79} // bars, lines, on track
	inkOther  = ink{0x7C, 0x87, 0x94} // bars to compare with
	inkGood   = ink{0x1B, 0x6B, 0x3A}
	inkSlight = ink{0xA6, 0x58, 0x00}
	inkBad    = ink{0xA6, 0x1C, 0x1C}
	inkRule   = ink{0xB2, 0xB2, 0xB2}
	inkGrid   = ink{0xDC, 0xDC, 0xDC} // a chart's grid, far paler than its lines
	inkRed    = ink{0xB5, 0x12, 0x1B} // the bulletin's name and the rule below it
	inkPaper  = ink{0xFF, 0xFF, 0xFF}

	groundSlight = ink{0xFC, 0xEF, 0xDC}
	groundBad    = ink{0xF3, 0xD8, 0xD5}
	groundQuiet  = ink{0xF0, 0xF0, 0xF0}
)

func statusInk(s analysis.Status) ink {
	switch s {
	case analysis.Achieved, analysis.Ahead:
		return inkGood
	case analysis.OnTrack:
		return inkMain
	case analysis.SlightlyBehind:
		return inkSlight
	case analysis.Behind:
		return inkBad
	}
	return inkMuted
}

// statusGround is the ground of a cell; only what lags has one.
func statusGround(s analysis.Status) (ink, bool) {
	switch s {
	case analysis.SlightlyBehind:
		return groundSlight, true
	case analysis.Behind:
		return groundBad, true
	}
	return ink{}, false
}
