package coaching

import (
	"fmt"
	"strings"
	"time"
)

// DeliveryKey names one occurrence of one message: what it is, about what, to whom, and the
// instant first meant. The same key is never delivered twice.
func DeliveryKey(kind DeliveryKind, subject, recipient ID, nominal time.Time) string {
	at := nominal.UTC().Format(time.RFC3339Nano)
	return strings.Join([]string{string(kind), string(subject), string(recipient), at}, "/")
}

// NewDelivery returns a delivery of e that is due at the instant due.
func NewDelivery(e Engagement, kind DeliveryKind, recipient, subject ID, due time.Time) Delivery {
	due = due.UTC()
	return Delivery{
		ID:         NewID(),
		Key:        DeliveryKey(kind, subject, recipient, due),
		Engagement: e.ID,
		Recipient:  recipient,
		Kind:       kind,
		Subject:    subject,
		Due:        due,
		Nominal:    due,
		State:      DeliveryDue,
	}
}

// ofVersion makes the key of d one of this version of the subject's row, so that a session
// that is moved away and back, or an action that is reopened, gets its reminders anew.
func ofVersion(d Delivery, version int) Delivery {
	d.Key = fmt.Sprintf("%s/v%d", d.Key, version)
	return d
}

// ahead keeps those whose instant has not passed.
func ahead(ds []Delivery, now time.Time) []Delivery {
	var out []Delivery
	for _, d := range ds {
		if d.Due.After(now) {
			out = append(out, d)
		}
	}
	return out
}
