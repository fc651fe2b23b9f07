#!/usr/bin/env node
'use strict'
/* A comment /* of several
   lines */ print('after a comment') // and one of a line
let a = 1
let b = a
++b
print(a, b)
const f = () => { return
  1
}
print(f())
let c = a
;[1, 2].length; (c)
print(c); ; ;
if (a) ; else print('never')
for (let i = 0; i < 3; i++) ;
while (a > 1) ;
{ } {{ }}
let await1 = 1, yield1 = 2, \u{64}one = 3, ünï = 4, $_ = 5; print(await1 + yield1 + done + ünï + $_)
var async = 1, get = 2, set = 3, of = 4, static1 = 5, from = 6, as = 7; print(async + get + set + of + from + as)
const object = { if: 1, class: 2, new: 3, get: 4, set: 5, async: 6, static: 7, await: 8, null: 9 }
print(object.if + object.class + object.new + object.get + object.set + object.async + object.static + object.await + object.null)
x: { y: { if (a) break x; print('never') } print('never') }
outer: for (let i = 0; ; i++) { for (;;) { if (i < 2) continue outer; break outer } }
print(a ? b ? 'both' : 'first' : 'none', (1, 2, 3), void 0, -(2 ** 2), (-2) ** 2, 2 ** 3 ** 2)
print(a
  + b
  , `t
` === 't\n')
do print('once'); while (false) print('and on')
debugger

// > after a comment
// > 1 2
// > undefined
// > 1
// > 15
// > 23
// > 45
// > both 3 undefined -4 4 512
// > 3 true
// > once
// > and on
