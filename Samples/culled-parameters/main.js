// Tones for a buzzer. `play` takes what a synthesizer would need, and reads half of it.
const buzz = vmImport(1);     // buzz(pitch, seconds)

let channel = 9;              // these two are only handed to parameters that are not read
let vibrato = 'slow';

function play(channel, pitch, seconds, vibrato) {
  buzz(pitch, seconds);
  buzz(pitch / 2, seconds);
}

function alarm(pitch, seconds) {
  play(channel, pitch, seconds, vibrato);
  play(channel, pitch + 50, seconds * 2, vibrato);
}

function click(pitch) {
  play(channel, pitch, 1, vibrato);
}

vmExport(1, alarm);
vmExport(2, click);
