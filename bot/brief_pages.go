package bot

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/slack-go/slack"
)

// A page of a form stays well below Slack's 100 blocks and 250 KB for a whole view, so that
// what stands around the items fits too.
const (
	pageBlocks = 80
	pageBytes  = 150 << 10
)

// page is one page of a list.
type page struct {
	Blocks []slack.Block
	Number int // 0 is the first
	Last   bool
}

// pageOf cuts items into pages of at most most items each and returns page number n, or the
// last one when there are fewer. An item never stands on two pages.
func pageOf(items [][]slack.Block, n, most int) page {
	p := page{}
	count, bytes := 0, 0
	for _, item := range items {
		size := sizeOf(item)
		full := count == most || len(p.Blocks)+len(item) > pageBlocks || bytes+size > pageBytes
		if count > 0 && full {
			if p.Number == n {
				return p
			}
			p, count, bytes = page{Number: p.Number + 1}, 0, 0
		}
		p.Blocks = append(p.Blocks, item...)
		count, bytes = count+1, bytes+size
	}
	p.Last = true
	return p
}

// sizeOf is how many bytes the blocks take on the way to Slack.
func sizeOf(blocks []slack.Block) int {
	raw, err := json.Marshal(blocks)
	if err != nil {
		return pageBytes
	}
	return len(raw)
}

// turn is the row of buttons that turn the pages; none when there is one page only.
func (p page) turn(id string) []slack.Block {
	var els []slack.BlockElement
	if p.Number > 0 {
		els = append(els, button("Previous page", id+"#previous", strconv.Itoa(p.Number-1)))
	}
	if !p.Last {
		els = append(els, button("Next page", id+"#next", strconv.Itoa(p.Number+1)))
	}
	if len(els) == 0 {
		return nil
	}
	return []slack.Block{small(fmt.Sprintf("Page %d", p.Number+1)), buttons(els...)}
}

// pageNumber reads a button's value; nonsense is the first page.
func pageNumber(value string) int {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
