package main

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// function seeds a body; what its return statements give is known from kind.
func (s *seeder) function(kind *ast.FuncType, body *ast.BlockStmt) {
	outer := s.results
	s.results = kind.Results
	s.list(body.List)
	s.results = outer
}

func (s *seeder) list(all []ast.Stmt) {
	for _, one := range all {
		s.statement(one, true)
	}
}

// statement seeds one. droppable tells that it stands in a list, where it could as well be missing.
func (s *seeder) statement(n ast.Stmt, droppable bool) {
	switch n := n.(type) {
	case *ast.BlockStmt:
		s.list(n.List)
	case *ast.IfStmt:
		s.branch(n)
	case *ast.ForStmt:
		s.list(n.Body.List)
	case *ast.RangeStmt:
		s.inside(n.X)
		s.list(n.Body.List)
	case *ast.SwitchStmt:
		s.cases(n.Tag == nil, n.Body)
	case *ast.TypeSwitchStmt:
		s.cases(false, n.Body)
	case *ast.SelectStmt:
		for _, c := range n.Body.List {
			s.list(c.(*ast.CommClause).Body)
		}
	case *ast.LabeledStmt:
		s.statement(n.Stmt, false)
	case *ast.ReturnStmt:
		s.answer(n)
	case *ast.DeferStmt:
		s.inside(n.Call)
	case *ast.GoStmt:
		s.inside(n.Call)
	case *ast.ExprStmt, *ast.AssignStmt, *ast.IncDecStmt:
		if droppable && mayBeMissing(n) {
			s.wrap(n, "if !"+s.add(n, "left out")+" { ", " }")
		}
		s.inside(n)
	}
}

// mayBeMissing reports whether the program still compiles without n. What only frees or tells is
// nothing that a rule depends on.
func mayBeMissing(n ast.Stmt) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		blank := func(e ast.Expr) bool { i, ok := e.(*ast.Ident); return ok && i.Name == "_" }
		return n.Tok != token.DEFINE && !slices.ContainsFunc(n.Lhs, blank)
	case *ast.ExprStmt:
		call, ok := n.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		switch f := call.Fun.(type) {
		case *ast.Ident:
			return f.Name != "panic"
		case *ast.SelectorExpr:
			return !slices.Contains([]string{"Unlock", "RUnlock", "Lock", "RLock", "Close", "Debug", "Info", "Warn", "Error", "Stop", "Wait", "Done", "Add"}, f.Sel.Name)
		}
	}
	return true
}

// branch seeds an if: its condition, and that it is never taken when it ends the function.
func (s *seeder) branch(n *ast.IfStmt) {
	if n.Init != nil {
		s.statement(n.Init, false)
	}
	if n.Else == nil && leaves(n.Body) {
		s.wrap(n.Cond, "(", ") && !"+s.add(n.Cond, "check removed"))
	}
	s.wrap(n.Cond, "(", ") != "+s.add(n.Cond, "negated"))
	s.negated(n.Cond)
	s.list(n.Body.List)
	if n.Else != nil {
		s.statement(n.Else, false)
	}
}

// leaves reports whether a block ends by going elsewhere.
func leaves(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	switch b.List[len(b.List)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	}
	return false
}

func (s *seeder) cases(truths bool, body *ast.BlockStmt) {
	for _, c := range body.List {
		clause := c.(*ast.CaseClause)
		for _, e := range clause.List {
			if truths {
				s.wrap(e, "(", ") && !"+s.add(e, "case removed"))
				s.truth(e)
			}
		}
		s.list(clause.Body)
	}
}

// answer seeds a return: an error that is swallowed, a yes that becomes a no.
func (s *seeder) answer(n *ast.ReturnStmt) {
	kinds := s.kinds()
	if len(kinds) != len(n.Results) {
		for _, e := range n.Results {
			s.inside(e)
		}
		return
	}
	for i, e := range n.Results {
		name, _ := e.(*ast.Ident)
		switch {
		case kinds[i] == "bool" && name != nil && (name.Name == "true" || name.Name == "false"):
			s.instead(n, i, map[string]string{"true": "false", "false": "true"}[name.Name], "answer turned round")
		case kinds[i] == "bool":
			s.wrap(e, "(", ") != "+s.add(e, "negated"))
			s.negated(e)
		case kinds[i] == "error" && (name == nil || name.Name != "nil"):
			s.instead(n, i, "nil", "error swallowed")
			s.inside(e)
		default:
			s.inside(e)
		}
	}
}

// instead puts a return before n that gives words as its i-th result. A call is still made.
func (s *seeder) instead(n *ast.ReturnStmt, i int, words, what string) {
	var results []string
	for _, e := range n.Results {
		results = append(results, s.of(e))
	}
	results[i] = words
	before := ""
	if call, ok := n.Results[i].(*ast.CallExpr); ok {
		before = "_ = " + s.of(call) + "; "
	}
	at := s.add(n, what)
	s.changes = append(s.changes, insertion{s.offset(n.Pos()), false, "if " + at + " { " + before + "return " + strings.Join(results, ", ") + " }; "})
}

// kinds are the types of the function's results, one for each.
func (s *seeder) kinds() []string {
	var all []string
	if s.results == nil {
		return nil
	}
	for _, f := range s.results.List {
		for range max(1, len(f.Names)) {
			all = append(all, s.of(f.Type))
		}
	}
	return all
}

// negated seeds an expression of which the negation was seeded already: == and != alone are done.
func (s *seeder) negated(e ast.Expr) {
	if b, ok := e.(*ast.BinaryExpr); ok && (b.Op == token.EQL || b.Op == token.NEQ) {
		s.inside(b.X)
		s.inside(b.Y)
		return
	}
	s.truth(e)
}

// truth seeds an expression that is true or false.
func (s *seeder) truth(e ast.Expr) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		s.truth(e.X)
		return
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			s.truth(e.X)
			return
		}
	case *ast.BinaryExpr:
		s.binary(e)
		return
	}
	s.inside(e)
}

// other is the comparison that differs at the edge only, or the other connective.
var other = map[token.Token]string{token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">", token.LAND: "||", token.LOR: "&&", token.EQL: "!=", token.NEQ: "=="}

func (s *seeder) binary(e *ast.BinaryExpr) {
	with, known := other[e.Op]
	if !known {
		s.inside(e.X)
		s.inside(e.Y)
		return
	}
	at := s.add(e, "now "+with)
	mutated := s.of(e.X) + " " + with + " " + s.of(e.Y)
	s.wrap(e, "("+at+" && ("+mutated+") || !"+at+" && (", "))")
	if e.Op != token.LAND && e.Op != token.LOR {
		s.inside(e.X)
		s.inside(e.Y)
		return
	}
	for _, part := range []ast.Expr{e.X, e.Y} {
		if b, ok := part.(*ast.BinaryExpr); !ok || b.Op != e.Op { // the parts of a chain, each once
			if e.Op == token.LAND {
				s.wrap(part, "((", ") || "+s.add(part, "check removed")+")")
			} else {
				s.wrap(part, "((", ") && !"+s.add(part, "check removed")+")")
			}
		}
		s.truth(part)
	}
}

// inside seeds what stands within n: functions, connectives, and lists of words, one of which
// may be empty.
func (s *seeder) inside(n ast.Node) {
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.FuncLit:
			s.function(m.Type, m.Body)
			return false
		case *ast.BinaryExpr:
			if _, known := other[m.Op]; known {
				s.binary(m)
				return false
			}
		case *ast.CompositeLit:
			if m.Type != nil && s.of(m.Type) == "[]string" {
				for _, e := range m.Elts {
					if _, constant := e.(*ast.BasicLit); !constant {
						s.wrap(e, "seededWords("+strings.TrimSuffix(strings.TrimPrefix(s.add(e, "emptied"), "seeded("), ")")+", ", ")")
					}
				}
			}
		}
		return true
	})
}
