interface Row {
  readonly pattern: RegExp
  readonly saying: string
}

/** English that blames the reader. */
export const blames: readonly Row[] = [
  {
    pattern: /\byou\b|\byour (fault|mistake|error)\b/i,
    saying: 'addresses the reader, who may not have sent the request: describe the state'
  },
  { pattern: /\billegal(ly)?\b/i, saying: 'sounds like a crime: say what is invalid or not allowed' },
  { pattern: /\b(invalid|bad|wrong) (user|customer|client|caller|person)\b/i, saying: 'judges a person: say which value is invalid' }
]

/** Internals of a server. */
export const leaks: readonly Row[] = [
  {
    pattern: /\bat [\w.$<>]+ \(\S+:\d+\)|\bTraceback \(most recent call|\b[\w-]+\.(js|ts|mjs|cjs|py|java|go|rb|php|cs):\d+/,
    saying: 'a stack trace'
  },
  { pattern: /\b[A-Z][a-z]\w*(Exception|Error)\b/, saying: 'the name of an exception' },
  {
    pattern: /\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|\bDELETE FROM\b|\bUPDATE\b.+\bSET\b|\bSQLSTATE\b|\bORA-\d{5}\b|\bduplicate key value\b/,
    saying: 'SQL'
  },
  { pattern: /(?<![\w.:/])(\/(home|usr|var|etc|opt|srv|tmp|root)|~)\/[\w.-]+|\b[A-Za-z]:\\\w+|\bnode_modules\b/, saying: 'a file path' },
  { pattern: /\blocalhost\b|\b[\w-]+\.(internal|local|localdomain|lan|intranet|corp)\b/, saying: 'the name of an internal host' },
  { pattern: /(?<![\w.])((127|10)\.\d{1,3}|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2}\b/, saying: 'the address of an internal host' },
  { pattern: /-----BEGIN|\b(AKIA|ASIA)[A-Z0-9]{16}\b|\b[srp]k_(live|test)_\w+/, saying: 'a secret key' },
  { pattern: /\bgh[opsru]_\w{20}|\bxox[abprs]-\w+|\beyJ[\w-]+\.eyJ/, saying: 'a token' },
  { pattern: /:\/\/[^\s:@/]+:[^\s:@/]+@|\b(password|secret|token|api[_-]?key)=\S+/i, saying: 'a secret' }
]
