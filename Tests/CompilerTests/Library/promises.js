async function main() {
  await Promise.resolve(5).then(value => { print('resolved', value); return value + 1; }).then(value => print('then', value));
  await Promise.reject('no').catch(reason => { print('caught', reason); return 'better'; }).then(value => print(value));
  await Promise.resolve(1).then(() => { throw 'late'; }).then(() => print('never'), reason => print('rejected', reason));
  await Promise.resolve(1).then(() => Promise.resolve('inner')).then(value => print(value));
  await Promise.all([1, Promise.resolve(2), (async () => 3)()]).then(values => print('all', values.join()));
  await Promise.all([Promise.reject('one fails')]).then(() => print('never'), reason => print(reason));
  await Promise.race([new Promise(() => {}), Promise.resolve('first')]).then(value => print('race', value));
  await Promise.race([Promise.reject('failed first')]).catch(reason => print('race', reason));
}
main();
// > resolved 5
// > then 6
// > caught no
// > better
// > rejected late
// > inner
// > all 1,2,3
// > one fails
// > race first
// > race failed first
