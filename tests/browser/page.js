// page.js - a phone in a page, of SIP.js; tests/support/browser.py says what it
// is to do, as `phone.call("sip:bob@pbx")`, and reads what happened.
import { UserAgent, Registerer, RegistererState, Inviter, SessionState }
	from "/sip.js/index.js";
import { defaultSessionDescriptionHandlerFactory }
	from "/sip.js/platform/web/index.js";
import { Ear } from "/ear.js";

// Tones are to come through as they are.
const RAW = { echoCancellation: false, noiseSuppression: false,
	autoGainControl: false };

const ear = new Ear();
let agent, session;
let said = [];			// lines of SIP.js, for who reads of a failure

// A tone that is no microphone: who never asked for one is told no addresses of
// this machine, and offers names instead (mDNS).
function tone(hz) {
	const context = new AudioContext({ sampleRate: 48000 });
	const oscillator = new OscillatorNode(context, { frequency: hz });
	const volume = new GainNode(context, { gain: 10 ** (-12 / 20) });
	const out = new MediaStreamAudioDestinationNode(context);

	oscillator.connect(volume).connect(out);
	oscillator.start();
	return out.stream;
}

// How SIP.js is told to take that instead.
function factory(hz) {
	return defaultSessionDescriptionHandlerFactory(async () => tone(hz));
}

function constraints(video) {
	return { audio: RAW, video: Boolean(video) };
}

function peer() {
	return session?.sessionDescriptionHandler?.peerConnection;
}

function heard({ track, streams }) {
	if (track.kind !== "audio")
		return;
	// without somebody who plays it, nothing is decoded
	document.getElementById("speaker").srcObject = new MediaStream([track]);
	ear.listen(track);
}

function watch(one) {
	session = one;
	phone.state = one.state;
	one.stateChange.addListener(state => {
		if (one === session)
			phone.state = state;
	});
	one.delegate = {
		onSessionDescriptionHandler: handler => {
			handler.peerConnection.addEventListener("track", heard);
		},
		onInvite: (request, response, status) => {
			phone.reinvites++;
			phone.renegotiated = status;
		},
	};
}

// settled(delegate => start it): until a request has its final response.
function settled(begin) {
	return new Promise((resolve, reject) => begin({
		onAccept: response => resolve(response.message.statusCode),
		onReject: response => reject(new Error(
			`refused: ${response.message.statusCode}`)),
	}).catch(reject));
}

const phone = window.phone = {
	state: "none",		// of the session, in the words of SIP.js
	incoming: 0,		// calls that came
	reinvites: 0,		// and how they were answered
	renegotiated: 0,

	async register({ user, domain, password, server, hidden }) {
		agent = new UserAgent({
			uri: UserAgent.makeURI(`sip:${user}@${domain}`),
			authorizationUsername: user,
			authorizationPassword: password,
			transportOptions: { server },
			logBuiltinEnabled: false,
			logLevel: "debug",
			logConnector: (level, category, label, content) => {
				said.push(`${category}: ${content}`);
				said = said.slice(-200);
			},
			sessionDescriptionHandlerFactoryOptions: {
				// nobody of the outside is asked
				peerConnectionConfiguration: { iceServers: [] },
			},
			...hidden && { sessionDescriptionHandlerFactory: factory(hidden) },
			delegate: {
				onInvite: invitation => {
					phone.incoming++;
					watch(invitation);
				},
			},
		});
		await agent.start();
		const registerer = new Registerer(agent);
		const done = new Promise((resolve, reject) =>
			registerer.stateChange.addListener(state => {
				if (state === RegistererState.Registered)
					resolve("registered");
				else
					reject(new Error(state));
			}));
		await registerer.register();
		return done;
	},

	async call(uri, video) {
		watch(new Inviter(agent, UserAgent.makeURI(uri), {
			sessionDescriptionHandlerOptions: {
				constraints: constraints(video),
			},
		}));
		await session.invite();
	},

	async answer(video) {
		await session.accept({
			sessionDescriptionHandlerOptions: {
				constraints: constraints(video),
			},
		});
	},

	hold(on) {
		session.sessionDescriptionHandlerOptionsReInvite = { hold: on };
		return settled(requestDelegate =>
			session.invite({ requestDelegate }));
	},

	async restart_ice() {
		return settled(requestDelegate => session.invite({
			requestDelegate,
			sessionDescriptionHandlerOptions: {
				offerOptions: { iceRestart: true },
			},
		}));
	},

	dtmf(tones) {
		const sender = peer().getSenders().find(s => s.dtmf)?.dtmf;

		if (!sender?.canInsertDTMF)
			throw new Error("no DTMF can be sent");
		sender.insertDTMF(tones, 120, 80);
	},

	async hang_up() {
		if (session.state === SessionState.Established)
			await session.bye();
		else if (session instanceof Inviter)
			await session.cancel();
		else
			await session.reject();
	},

	// What is between the two, as far as the browser tells.
	async facts() {
		const one = peer();
		const stats = one ? [...(await one.getStats()).values()] : [];
		const of = (type, good) =>
			stats.find(s => s.type === type && (!good || good(s)));
		const transport = of("transport");
		const pair = stats.find(
			s => s.id === transport?.selectedCandidatePairId);
		const received = of("inbound-rtp", s => s.kind === "audio");

		return {
			connection: one?.connectionState,
			ice: one?.iceConnectionState,
			dtls: transport?.dtlsState,
			role: transport?.dtlsRole,
			suite: transport?.srtpCipher,
			local: stats.find(s => s.id === pair?.localCandidateId),
			remote: stats.find(s => s.id === pair?.remoteCandidateId),
			codec: stats.find(s => s.id === received?.codecId)?.mimeType,
			received,
			told: of("remote-inbound-rtp", s => s.kind === "audio"),
			ours: one?.localDescription?.sdp,
			theirs: one?.remoteDescription?.sdp,
		};
	},

	count: () => ear.count,
	newest: number => ear.newest(number),
	log: () => said,
};

document.title = "ready";
