// What a finally block returns replaces what the blocks around it would have returned or thrown.
let level = 0;
function value(x) { print('value', x); return x; }
function nested(a, b, c) {
  try {
    try {
      if (a) return value('first');
    } finally {
      try {
        if (b) return value('second');
      } finally {
        if (c) return value('third');
      }
    }
  } finally {
    print('end', a, b, c);
  }
}
for (let bits = 0; bits < 8; bits++) print(nested(bits & 1, bits & 2, bits & 4));
function throwing(a, b) {
  try {
    try { if (a) throw value('thrown'); return value('returned'); } finally { if (b) return value('instead'); }
  } catch (e) { return 'caught ' + e; } finally { level++; }
}
print(throwing(0, 0), throwing(0, 1), throwing(1, 0), throwing(1, 1), level);
function loops(n) {
  for (let i = 0; i < n; i++) {
    try {
      try { if (i === 1) continue; if (i === 3) break; print('round', i); } finally { if (i === 2) continue; print('inner', i); }
    } finally { print('outer', i); }
  }
  return 'left';
}
print(loops(9));

// > end 0 0 0
// > undefined
// > value first
// > end 1 0 0
// > first
// > value second
// > end 0 2 0
// > second
// > value first
// > value second
// > end 1 2 0
// > second
// > value third
// > end 0 0 4
// > third
// > value first
// > value third
// > end 1 0 4
// > third
// > value second
// > value third
// > end 0 2 4
// > third
// > value first
// > value second
// > value third
// > end 1 2 4
// > third
// > value returned
// > value returned
// > value instead
// > value thrown
// > value thrown
// > value instead
// > returned instead caught thrown instead 4
// > round 0
// > inner 0
// > outer 0
// > inner 1
// > outer 1
// > round 2
// > outer 2
// > inner 3
// > outer 3
// > left
