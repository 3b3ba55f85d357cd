package sandbox

// Slack's limits, in characters unless said otherwise (docs.slack.dev, reference of blocks, elements and methods).
const (
	maxText       = 40000 // chat.postMessage
	maxUpdateText = 4000  // chat.update
	maxWhole      = 13200 // all texts of a message's blocks; measured by many, published by nobody
	maxBlocks     = 50    // blocks of a message
	maxViewBlocks = 100   // blocks of a modal or Home
	maxID         = 255
	maxMetadata   = 3000 // private_metadata
	maxTitle      = 24   // title, submit and close of a modal
	maxSection    = 3000
	maxFields     = 10 // entries
	maxField      = 2000
	maxHeader     = 150
	maxContext    = 10 // elements
	maxActions    = 25 // elements
	maxLabel      = 2000
	maxAlt        = 2000
	maxButton     = 75
	maxValue      = 2000 // of a button
	maxURL        = 3000
	maxOption     = 75
	maxOptValue   = 75  // sources disagree, up to 150: the strictest holds
	maxOptions    = 100 // of a select
	maxGroups     = 100
	maxOverflow   = 5
	maxChoices    = 10 // of checkboxes and radio buttons
	maxHolder     = 150
	maxConfirm    = 100
	maxConfirmTxt = 300
	maxConfirmBtn = 30
	maxInput      = 3000 // of a plain text input
	maxMarkdown   = 12000
	maxFile       = 1 << 30 // bytes of an upload
)
