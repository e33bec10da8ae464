/** SETTINGS of both sides (RFC 9113, 6.5). */

import { ERROR_CODE, type ErrorCode } from './frames.ts';

const SETTING = {
  HEADER_TABLE_SIZE: 0x1,
  ENABLE_PUSH: 0x2,
  MAX_CONCURRENT_STREAMS: 0x3,
  INITIAL_WINDOW_SIZE: 0x4,
  MAX_FRAME_SIZE: 0x5,
  MAX_HEADER_LIST_SIZE: 0x6,
} as const;

const SETTING_BYTES = 6;

/** What flow control starts with on both sides (RFC 9113, 6.5.2 and 6.9.2), in bytes. */
export const DEFAULT_WINDOW_BYTES = 65_535;
export const LARGEST_WINDOW_BYTES = 0x7fff_ffff;
const SMALLEST_FRAME_BYTES = 16_384;
const LARGEST_FRAME_BYTES = 0xff_ffff;

/** What APNs advertises beside its limits, seen in 2016 and 2021 (RobotsAndPencils/buford 33, jchambers/pushy 878). */
export const HEADER_TABLE_BYTES = 4096;
export const MAX_FRAME_BYTES = SMALLEST_FRAME_BYTES;

/** The payload of a gateway's first SETTINGS frame. */
export function firstSettings(streamLimit: number, headerListLimitBytes: number): Buffer {
  return write([
    [SETTING.HEADER_TABLE_SIZE, HEADER_TABLE_BYTES],
    [SETTING.MAX_CONCURRENT_STREAMS, streamLimit],
    [SETTING.INITIAL_WINDOW_SIZE, DEFAULT_WINDOW_BYTES],
    [SETTING.MAX_FRAME_SIZE, MAX_FRAME_BYTES],
    [SETTING.MAX_HEADER_LIST_SIZE, headerListLimitBytes],
  ]);
}

/** The payload of a SETTINGS frame that says nothing but a new stream limit. */
export function streamLimitSetting(streamLimit: number): Buffer {
  return write([[SETTING.MAX_CONCURRENT_STREAMS, streamLimit]]);
}

function write(settings: readonly (readonly [number, number])[]): Buffer {
  const payload = Buffer.alloc(settings.length * SETTING_BYTES);
  for (const [index, [setting, value]] of settings.entries()) {
    payload.writeUInt16BE(setting, index * SETTING_BYTES);
    payload.writeUInt32BE(value, index * SETTING_BYTES + 2);
  }
  return payload;
}

/** What a provider's SETTINGS change for a server that pushes nothing; undefined where a setting is not in the frame. */
export interface PeerSettings {
  readonly headerTableBytes: number | undefined;
  readonly initialWindowBytes: number | undefined;
  readonly maxFrameBytes: number | undefined;
}

/** @returns the code for GOAWAY when the payload breaks a rule. */
export function readSettings(payload: Buffer): PeerSettings | ErrorCode {
  if (payload.length % SETTING_BYTES !== 0) return ERROR_CODE.FRAME_SIZE_ERROR;
  const found = new Map<number, number>();
  for (let at = 0; at < payload.length; at += SETTING_BYTES) {
    const setting = payload.readUInt16BE(at);
    const value = payload.readUInt32BE(at + 2);
    const fault = faultOf(setting, value);
    if (fault !== undefined) return fault;
    found.set(setting, value);
  }
  return {
    headerTableBytes: found.get(SETTING.HEADER_TABLE_SIZE),
    initialWindowBytes: found.get(SETTING.INITIAL_WINDOW_SIZE),
    maxFrameBytes: found.get(SETTING.MAX_FRAME_SIZE),
  };
}

function faultOf(setting: number, value: number): ErrorCode | undefined {
  if (setting === SETTING.ENABLE_PUSH && value > 1) return ERROR_CODE.PROTOCOL_ERROR;
  if (setting === SETTING.INITIAL_WINDOW_SIZE && value > LARGEST_WINDOW_BYTES) return ERROR_CODE.FLOW_CONTROL_ERROR;
  const isFrameSize = setting === SETTING.MAX_FRAME_SIZE;
  if (isFrameSize && (value < SMALLEST_FRAME_BYTES || value > LARGEST_FRAME_BYTES)) return ERROR_CODE.PROTOCOL_ERROR;
  return undefined;
}
