// SPDX-License-Identifier: BSD-3-Clause
//
// What went wrong, said where it was asked for.

/** How much can be sent, where the application says so. */
export const limitText = (bytes: number | undefined) =>
  bytes ? ` At most ${Math.floor(bytes / 2 ** 20)} MiB together.` : "";

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export function Problem({ text }: { text: string }) {
  return text ? (
    <p class="problem" role="alert" data-testid="problem">
      {text}
    </p>
  ) : null;
}
