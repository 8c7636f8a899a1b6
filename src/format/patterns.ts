/** What a code is made of: it stands in URLs, headers and log lines, so without control characters and half characters. */
export const codeNames = '^\\P{C}+$'
export const statusNames = '^[45]\\d\\d$'
