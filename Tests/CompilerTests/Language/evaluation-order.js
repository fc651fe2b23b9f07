const log = [];
function at(name, value) { log[log.length] = name; return value; }
let object = {a: 1};
at("o", object)[at("k", "a")] = at("v", 2);
at("o2", object)[at("k2", "a")] += at("v2", 2);
at("f", print)(at("x", "call"), at("y", object.a));
let text = "";
for (const name of log) text += name + " ";
print(text);
let n = 0;
const list = [];
list[n++] = n++;
print(list[0], n);
let m = 1;
print(m + (m = 5) + m);

// > call 4
// > o k v o2 k2 v2 f x y 
// > 1 2
// > 11
