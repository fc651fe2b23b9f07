let text = "";
for (let i = 0; i < 5; i++) { if (i === 1) continue; if (i === 4) break; text += i; }
print(text);
let n = 3; while (n) { n--; if (n === 1) continue; print("w", n); }
do { n++; if (n === 2) continue; print("d", n); } while (n < 4);
for (;;) { n++; if (n > 8) break; }
print(n);
var i; for (i = 0; i < 3; ++i); print(i);
for (var j = 0, k = 10; j < k; j += 3, k--); print(j, k);
outer: for (let a = 0; a < 3; a++) { for (let b = 0; b < 3; b++) { if (b === 1) continue outer; if (a === 2) break outer; print(a, b); } }
block: { print("in"); if (n) break block; print("never"); }
print("out");
while (true) { if (n-- < 5) break; }
print(n);
;

// > 023
// > w 2
// > w 0
// > d 1
// > d 3
// > d 4
// > 9
// > 3
// > 9 7
// > 0 0
// > 1 0
// > in
// > out
// > 3
