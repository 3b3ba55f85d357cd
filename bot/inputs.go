package bot

import (
	"github.com/slack-go/slack"

	"interlude/coaching"
)

// The inputs of forms. Each block holds one element whose action_id equals the block_id.

func field(block, label, hint string, optional bool, el slack.BlockElement) *slack.InputBlock {
	in := slack.NewInputBlock(block, plain(label), nil, el)
	if hint != "" {
		in.Hint = plain(hint)
	}
	in.Optional = optional
	return in
}

// textInput is a field for words. Slack's own length limit stays above ours, so that a text
// that is too long comes back with a count instead of being cut while typing.
func textInput(block, label, hint, initial string, long, optional bool) *slack.InputBlock {
	el := slack.NewPlainTextInputBlockElement(nil, block)
	el.Multiline = long
	el.InitialValue = cut(coaching.Visible(initial), maxInput)
	return field(block, label, hint, optional, el)
}

func userInput(block, label, hint, initial string, optional bool) *slack.InputBlock {
	el := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("Choose a person"), block)
	el.InitialUser = initial
	return field(block, label, hint, optional, el)
}

func selectInput(block, label, hint, initial string, optional bool, cs []choice) *slack.InputBlock {
	el := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Choose"), block, options(cs)...)
	el.InitialOption = chosen(cs, initial)
	return field(block, label, hint, optional, el)
}

func radioInput(block, label, hint, initial string, cs []choice) *slack.InputBlock {
	el := slack.NewRadioButtonsBlockElement(block, options(cs)...)
	el.InitialOption = chosen(cs, initial)
	return field(block, label, hint, false, el)
}

// checkInput ticks the choices whose values are in ticked. At most 10 choices.
func checkInput(block, label, hint string, ticked []string, optional bool, cs []choice) *slack.InputBlock {
	el := slack.NewCheckboxGroupsBlockElement(block, options(cs)...)
	for _, v := range ticked {
		if o := chosen(cs, v); o != nil {
			el.InitialOptions = append(el.InitialOptions, o)
		}
	}
	return field(block, label, hint, optional, el)
}

// dateInput's initial value is "2006-01-02" or empty.
func dateInput(block, label, hint, initial string, optional bool) *slack.InputBlock {
	el := slack.NewDatePickerBlockElement(block)
	el.InitialDate = initial
	return field(block, label, hint, optional, el)
}

// timeInput's initial value is "15:04" or empty. Slack names zone beside the picker; without one
// it names the reader's own of their Slack profile, which need not be the one that counts here.
func timeInput(block, label, hint, initial, zone string, optional bool) *slack.InputBlock {
	el := slack.NewTimePickerBlockElement(block)
	el.InitialTime = initial
	el.Timezone = zone
	return field(block, label, hint, optional, el)
}
