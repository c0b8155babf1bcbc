package bulletin

import (
	"encoding/binary"
	"fmt"
)

// grid is the step of an outline's points: a five-hundredth of an em, a hundredth of a millimetre in text of 16 points.
// Half of the font's own steps are below what any printer can show, and cost a twelfth of a bulletin's fonts.
const grid = 500

// Flags of a point in a simple outline (OpenType, glyf).
const (
	onCurve     = 1
	shortX      = 2 // one byte; its sign is sameX
	shortY      = 4
	repeated    = 8
	sameX       = 16 // without shortX: as the point before
	sameY       = 32
	drawing     = onCurve | 64 // flags that are about the drawing and not about how points are written
	outlineHead = 10           // number of contours, box
)

// onGrid rewrites a simple outline with its points on the grid, and says by how much its left edge moved. Empty outlines and
// those made of others stay as they are.
func onGrid(shape []byte, unitsPerEm int) (moved []byte, shift int, err error) {
	step := unitsPerEm / grid
	if len(shape) < outlineHead || int16(binary.BigEndian.Uint16(shape)) <= 0 || step < 2 {
		return shape, 0, nil
	}
	be := binary.BigEndian
	faulty := fmt.Errorf("an outline is cut off")
	contours := int(be.Uint16(shape))
	at := outlineHead + 2*contours
	if at+2 > len(shape) {
		return nil, 0, faulty
	}
	count := int(be.Uint16(shape[at-2:])) + 1
	at += 2 + int(be.Uint16(shape[at:])) // without the instructions, which are about a finer grid
	flags := make([]byte, 0, count)
	for len(flags) < count {
		if at+1 >= len(shape) {
			return nil, 0, faulty
		}
		f, n := shape[at], 1
		at++
		if f&repeated != 0 {
			n += int(shape[at])
			at++
		}
		for range n {
			flags = append(flags, f)
		}
	}
	if len(flags) > count {
		return nil, 0, faulty
	}
	read := func(short, same byte) ([]int, error) {
		points, v := make([]int, count), 0
		for i, f := range flags {
			switch {
			case f&short != 0 && at < len(shape):
				d := int(shape[at])
				if f&same == 0 {
					d = -d
				}
				v += d
				at++
			case f&short == 0 && f&same != 0:
			case f&short == 0 && at+2 <= len(shape):
				v += int(int16(be.Uint16(shape[at:])))
				at += 2
			default:
				return nil, faulty
			}
			points[i] = nearest(v, step)
		}
		return points, nil
	}
	xs, err := read(shortX, sameX)
	if err != nil {
		return nil, 0, err
	}
	ys, err := read(shortY, sameY)
	if err != nil {
		return nil, 0, err
	}

	moved = append(make([]byte, 0, len(shape)), shape[:outlineHead+2*contours]...)
	left := int(int16(be.Uint16(shape[2:])))
	x0, x1 := bounds(xs)
	y0, y1 := bounds(ys)
	for i, v := range []int{x0, y0, x1, y1} {
		be.PutUint16(moved[2+2*i:], uint16(int16(v)))
	}
	moved = append(moved, 0, 0)
	across, acrossFlags := differences(xs, shortX, sameX)
	down, downFlags := differences(ys, shortY, sameY)
	for i := 0; i < count; {
		f := flags[i]&drawing | acrossFlags[i] | downFlags[i]
		n := 1
		for ; i+n < count && n < 256 && flags[i+n]&drawing|acrossFlags[i+n]|downFlags[i+n] == f; n++ {
		}
		if n > 2 {
			moved = append(moved, f|repeated, byte(n-1))
		} else {
			n = 1
			moved = append(moved, f)
		}
		i += n
	}
	return append(append(moved, across...), down...), x0 - left, nil
}

// nearest multiple of a step; halves go up.
func nearest(v, step int) int {
	v += step / 2
	return v - ((v%step)+step)%step
}

func bounds(points []int) (least, most int) {
	least, most = points[0], points[0]
	for _, v := range points {
		least, most = min(least, v), max(most, v)
	}
	return least, most
}

// differences are the steps from point to point, and how each is written.
func differences(points []int, short, same byte) (steps, flags []byte) {
	before := 0
	for _, v := range points {
		switch d := v - before; {
		case d == 0:
			flags = append(flags, same)
		case d > -256 && d < 256:
			f := short
			if d > 0 {
				f |= same
			}
			flags = append(flags, f)
			steps = append(steps, byte(max(d, -d)))
		default:
			flags = append(flags, 0)
			steps = binary.BigEndian.AppendUint16(steps, uint16(int16(d)))
		}
		before = v
	}
	return steps, flags
}
