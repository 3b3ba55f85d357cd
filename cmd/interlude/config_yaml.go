package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// readYAML reads sections of keys. It walks the syntax tree instead of decoding into a
// struct, because a decoder in strict mode stops at the first unknown key and its messages
// quote the source, secrets included.
func (l *loader) readYAML(path string, data []byte) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		l.add(problem{where: position(path, err), wrong: "this is not valid YAML (look at quotes, colons, indentation and keys given twice)"})
		return
	}
	if len(file.Docs) > 1 {
		l.add(problem{where: path, wrong: "there is more than one document", write: "everything without a line of three dashes"})
		return
	}
	for _, doc := range file.Docs {
		l.pairs(path, doc.Body, l.section)
	}
}

func position(path string, err error) string {
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		return placed(path, at.GetToken().Position.Line, at.GetToken().Position.Column)
	}
	return path
}

func placed(path string, line, column int) string { return fmt.Sprintf("%s:%d:%d", path, line, column) }

func nodeAt(path string, n ast.Node) string {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return path
	}
	return placed(path, n.GetToken().Position.Line, n.GetToken().Position.Column)
}

// pairs calls visit for every key of a mapping; an empty node has none.
func (l *loader) pairs(path string, n ast.Node, visit func(path, name string, pair *ast.MappingValueNode)) {
	switch m := n.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
	case *ast.MappingNode:
		for _, pair := range m.Values {
			visit(path, keyText(pair.Key), pair)
		}
	case *ast.MappingValueNode:
		visit(path, keyText(m.Key), m)
	default:
		l.add(problem{where: nodeAt(path, n), wrong: "this is not a section", write: "keys with a colon, indented below the section's name"})
	}
}

func keyText(n ast.MapKeyNode) string {
	if s, ok := n.(*ast.StringNode); ok {
		return s.Value
	}
	return n.GetToken().Value
}

func (l *loader) section(path, section string, pair *ast.MappingValueNode) {
	var inside []string
	sections := map[string]bool{}
	for _, name := range l.names() {
		s, k, _ := strings.Cut(name, ".")
		sections[s] = true
		if s == section {
			inside = append(inside, k)
		}
	}
	if len(inside) == 0 {
		l.add(unknown(nodeAt(path, pair.Key), section, slices.Sorted(maps.Keys(sections))))
		return
	}
	l.pairs(path, pair.Value, func(path, name string, pair *ast.MappingValueNode) {
		where := nodeAt(path, pair.Key)
		if !slices.Contains(inside, name) {
			p := unknown(where, name, inside)
			p.key = section + "." + p.key
			l.add(p)
			return
		}
		l.take(where, section+"."+name, pair.Value)
	})
}

// take keeps a scalar or a list of scalars; a key with nothing after its colon is not set.
func (l *loader) take(where, name string, n ast.Node) {
	v := value{where: where}
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return
	case *ast.SequenceNode:
		v.isSet = true
		for _, item := range n.Values {
			text, ok := scalar(item)
			if !ok {
				l.add(problem{where: nodeAt(where, item), key: name, wrong: "an entry of the list is not a plain value"})
				return
			}
			v.list = append(v.list, text)
		}
	default:
		text, ok := scalar(n)
		if !ok {
			l.add(problem{where: where, key: name, wrong: "this is not a plain value", write: "it on the same line, in quotes when in doubt"})
			return
		}
		v.text = text
	}
	l.found[name] = v
}

// scalar is the text as it was written: a secret of digits must not turn into a number.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}
