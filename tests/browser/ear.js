// ear.js - the newest second of what a track says, as 16 bits.

const RATE = 48000;

export class Ear {
	constructor() {
		this.samples = new Int16Array(RATE);
		this.count = 0;		// of all samples until now
	}

	// Until the track ends; a track that follows takes its place.
	async listen(track) {
		const reader =
			new MediaStreamTrackProcessor({ track }).readable.getReader();

		this.reader = reader;
		for (;;) {
			const { value, done } = await reader.read();

			if (done || this.reader !== reader)
				return;
			this.take(value);
			value.close();
		}
	}

	take(data) {
		const floats = new Float32Array(data.numberOfFrames);

		if (data.sampleRate !== RATE)
			throw new Error(`sound of ${data.sampleRate} Hz`);
		data.copyTo(floats, { planeIndex: 0, format: "f32-planar" });
		for (const value of floats) {
			this.samples[this.count % RATE] =
				Math.max(-32768, Math.min(32767, value * 32768));
			this.count++;
		}
	}

	// The newest so many samples, in base64.
	newest(number) {
		const last = new Int16Array(number);
		let text = "";

		for (let i = 0; i < number; i++)
			last[i] = this.samples[(this.count - number + i) % RATE];
		for (const byte of new Uint8Array(last.buffer))
			text += String.fromCharCode(byte);
		return btoa(text);
	}
}
