package sandbox

import "encoding/json"

// acked hands an ack to whoever waits for it; one too large is dropped.
func (w *Workspace) acked(s *socket, frame []byte) {
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if len(frame) >= maxAnswer || json.Unmarshal(frame, &ack) != nil {
		w.opt.Log.Warn("sandbox socket: answer dropped", "bytes", len(frame))
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if ch := s.waiting[ack.EnvelopeID]; ch != nil {
		delete(s.waiting, ack.EnvelopeID)
		ch <- ack.Payload
	}
}

// sendFrame gives the envelope to one of the connections in turn.
func (w *Workspace) sendFrame(e envelope) (outcome, error) {
	e.ID = newID("env") + "-" + newID("")
	ack := make(chan json.RawMessage, 1)
	w.mu.Lock()
	open := w.open()
	if len(open) == 0 {
		w.mu.Unlock()
		return nil, errNobody
	}
	w.turn++
	s := open[w.turn%len(open)]
	s.waiting[e.ID] = ack
	w.mu.Unlock()
	late := make(chan struct{})
	stop := w.opt.After(w.opt.Patience, func() { close(late) })
	if !s.write(e.frame()) {
		stop()
		s.cancel() // whatever else it waits for will not come either
		return nil, errCut
	}
	return func() (json.RawMessage, error) {
		defer stop()
		defer w.forget(s, e.ID)
		select {
		case payload := <-ack:
			return payload, nil
		case <-late:
			return nil, errTimeout
		case <-s.ctx.Done():
			select {
			case payload := <-ack: // acked with its last breath
				return payload, nil
			default:
				return nil, errCut
			}
		}
	}, nil
}

func (w *Workspace) forget(s *socket, id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(s.waiting, id)
}
