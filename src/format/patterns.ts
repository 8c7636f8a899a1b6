/** The pattern of a code. Codes appear in URLs, headers and log lines, so control characters and lone surrogates are invalid. */
export const codeNames = '^\\P{C}+$'
export const statusNames = '^[45]\\d\\d$'
