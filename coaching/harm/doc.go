// Package harm reads what a person wrote for words about suicide, self-harm, the wish to be
// dead, danger from others and plans to hurt others, and knows whom one can call where. It uses
// lists of phrases that are part of the program: no model, no network, nothing is kept.
//
// It does not know who wrote, stores nothing, logs nothing and answers with one bit. It was
// compiled by the maintainers and not reviewed by clinicians: it shows people a page of numbers
// a little sooner, and is no assessment. Whoever is missed finds the same page behind "Urgent
// help", one press away wherever people write.
package harm
