let i = 5;
print(i++, i, ++i, i--, --i);
let o = {n: "7"};
print(o.n++, o.n, ++o.n);
let a = [1, 2], k = 0;
a[k++] += 10;
print(a[0], a[1], k);
a[k++]++;
print(a[1], k);
a[--k] = k;
print(a[0], a[1], k);

// > 5 6 7 7 5
// > 7 8 9
// > 11 2 1
// > 3 2
// > 11 1 1
