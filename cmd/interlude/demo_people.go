package main

import "interlude/bot/sandbox"

// The example people's Slack ids.
const (
	userAnna  = "U0ANNA"
	userTom   = "U0TOM"
	userMaya  = "U0MAYA"
	userRavi  = "U0RAVI"
	userHelen = "U0HELEN"
	userSam   = "U0SAM"
)

func demoCoaches() []string { return []string{userAnna, userTom} }

func demoPeople() []sandbox.User {
	return []sandbox.User{
		{ID: userMaya, Name: "maya", RealName: "Maya Lindqvist", Title: "Coachee, product lead", TZ: "Europe/London", Color: "7a5cc0"},
		{ID: userAnna, Name: "anna", RealName: "Anna Berg", Title: "Coach", TZ: "Europe/Berlin", Color: "2f6f62"},
		{ID: userHelen, Name: "helen", RealName: "Helen Price", Title: "Sponsor, Maya's director", TZ: "Europe/London", Color: "b4622d"},
		{ID: userTom, Name: "tom", RealName: "Tom Okafor", Title: "Coach", TZ: "America/New_York", Color: "33658a"},
		{ID: userRavi, Name: "ravi", RealName: "Ravi Menon", Title: "Coachee to be, finance", TZ: "Asia/Kolkata", Color: "a23b5a"},
		{ID: userSam, Name: "sam", RealName: "Sam Doyle", Title: "No part in any coaching", TZ: "Europe/London", Color: "6b6f76"},
	}
}
