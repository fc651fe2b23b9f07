// A catch or finally block has the scope of its try, whatever loops and other tries are in there.
const seen = [];
function rounds(n) {
  for (let i = 0; i < n; i++) {
    seen.push(() => i);
    const [first = 7] = [i];
    try {
      for (let k = 0; k < 2; k++) {
        try { if (k === i) throw 'inner ' + k; } finally { print('finally', i, k); }
      }
    } catch (e) { print('caught', e, first); } finally { print('done', i); }
    function later() { return first; }
    seen.push(later);
  }
}
rounds(3); let text = ''; for (const f of seen) text += f(); print(text);
async function later(value) { return value; }
async function waits(list) {
  for (const item of list) {
    try {
      let round = 0;
      do { try { round++; } finally { print('round', round); } } while (round < item);
      async function add(x = round) { try { if (x > 1) throw x; } catch (e) { return e + item; } return x; }
      try { print('sum', await add(await later(item))); } catch (e) { print('never', e); }
    } catch (e) {
      print('never', e);
    } finally {
      switch (item) { default: let kept = item * 10; seen.push(() => kept++); print('kept', kept); }
      try { await later(1); } catch (e) { print('never'); } finally { print('end', item); }
    }
  }
}
waits([1, 2]);

// > finally 0 0
// > caught inner 0 0
// > done 0
// > finally 1 0
// > finally 1 1
// > caught inner 1 1
// > done 1
// > finally 2 0
// > finally 2 1
// > done 2
// > 001122
// > round 1
// > sum 1
// > kept 10
// > end 1
// > round 1
// > round 2
// > sum 4
// > kept 20
// > end 2
