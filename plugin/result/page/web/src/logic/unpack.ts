// SPDX-License-Identifier: BSD-3-Clause
//
// From the text of the data element to the numbers in it.
import type { PageData, Packed } from "../data";

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64.replace(/\s+/g, ""));
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    bytes[i] = text.charCodeAt(i);
  }
  return bytes;
}

const kinds = { f32: Float32Array, i32: Int32Array, u16: Uint16Array };

export type Numbers = Float32Array | Int32Array | Uint16Array;

export function unpack(packed: Packed): Numbers {
  const kind = kinds[packed.type];
  if (!kind) {
    throw new Error(`numbers of type ${String(packed.type)} are unknown to this page`);
  }
  const bytes = bytesOf(packed.base64);
  if (bytes.length % kind.BYTES_PER_ELEMENT !== 0) {
    throw new Error(`${bytes.length} bytes are no whole count of ${packed.type}`);
  }
  return new kind(bytes.buffer);
}

export async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

/** base64 of zlib-deflated JSON, as a report has it inside. */
export async function readEmbedded(text: string): Promise<PageData> {
  return checked(JSON.parse(await inflate(bytesOf(text))));
}

export function checked(data: unknown): PageData {
  const page = (data as PageData | null)?.page;
  if (page !== 1) {
    throw new Error(`the data are of version ${String(page)}; this page reads version 1`);
  }
  return data as PageData;
}
