let a = null, b = 0, c = 1; a ??= "set"; b ||= "or"; c &&= "and"; print(a, b, c);
let n = 0; const o = {x: 1, y: 0}; o.x ||= (n++, 5); o.y &&= (n++, 6); o.z ??= 7; o.z ??= (n++, 8); print(o.x, o.y, o.z, n);
const f = {}; f.g ??= () => "called"; print(f.g());

// > set or and
// > 1 0 7 0
// > called
