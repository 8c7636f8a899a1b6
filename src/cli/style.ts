import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** A text in color where stdout is a terminal. NO_COLOR turns colors off, FORCE_COLOR on (Node, util.styleText). */
export function style (format: Format, text: string): string {
  return styleText(format, text, { stream: process.stdout })
}

/** How many columns a table may have: all where stdout is no terminal. */
export function terminalWidth (): number {
  return process.stdout.isTTY ? process.stdout.columns : Infinity
}
