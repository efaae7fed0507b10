/* statistics.h - the sound of a session in figures, as it is shown.  Engine
 * thread. */
#ifndef ENGINE_STATISTICS_H
#define ENGINE_STATISTICS_H

#include <stdbool.h>
#include <stdint.h>

struct statistics_view {
	uint64_t sent_packets, sent_bytes, received_packets, received_bytes;
	uint64_t lost_packets, late_packets, duplicate_packets;
	double loss_fraction, jitter_ms;
	int jitter_buffer_ms, jitter_buffer_target_ms;
	int concealed_ms, recovered_ms, stretched_ms, squeezed_ms;
	int bitrate;			/* bit/s of an encoder that follows loss
					 * and uplink; 0: a fixed one */
	int packet_ms;			/* of what we send; 0: nothing yet */
	int input_level_dbfs, output_level_dbfs;
	bool clipped;
	const char *sent_codec, *received_codec;	/* now; NULL none */
	int received_ptime_ms;			/* 0: null */
	double burst_density, gap_density;	/* RFC 3611 4.7.2 */
	int burst_ms, gap_ms;
	/* as in media.h; < 0: null */
	double rtt_ms, r_factor, mos_lq, mos_cq;
	double remote_loss_fraction, remote_jitter_ms;
	double remote_mos_lq, remote_mos_cq;
	int remote_jitter_buffer_ms;
	/* packets that were not taken, by why */
	uint64_t stranger_packets, unknown_type_packets, unreadable_packets;
	uint64_t forged_packets, replayed_packets;	/* of SRTP */
	bool flooded;
};

#endif
