const a = 1, b = "two"; print(`x${a}y${b}z`, `${a}`, `${a}${b}`, `plain`, ``, `${a}px`, `a${`n${b}`}`);
print(`line
two`, `\${a}`, `${a + 1}${null}${undefined}${true}`);

// > x1ytwoz 1 1two plain  1px antwo
// > line
// > two ${a} 2nullundefinedtrue
