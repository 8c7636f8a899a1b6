/** A word or phrase that readers find hard, and the plain one. */
interface Word {
  readonly pattern: RegExp
  /** Why it is refused, and what to write. */
  readonly reason: string
}

/** Words that hide who does what, or that the field does not use. */
export const words: readonly Word[] = [
  { pattern: /\bmend(s|ed|ing)?\b/i, reason: 'rare: write fix' },
  { pattern: /\bwho(so)?ever\b/i, reason: 'nobody is named: write the caller, the user or the author' },
  { pattern: /\bwhatever else\b/i, reason: 'nothing is named: write the other errors, the other changes' },
  { pattern: /\bwhat is told\b|\bis told\b(?! to)|\bto be told\b/i, reason: 'hides what happens: write is reported, is sent or is logged' },
  { pattern: /\btells? (of|it|its|a|an|every|each|nothing|what)\b/i, reason: 'programs do not speak: write reports, shows or says' },
  { pattern: /\bof (one's|its|their|your|the author's) own\b/i, reason: 'roundabout: write custom, or its' },
  { pattern: /\b(has|have) to be there\b/i, reason: 'write is required' },
  { pattern: /\bmistakes?\b/i, reason: 'blames the reader: write problem, error or diagnostic' },
  { pattern: /\bsomebody else\b/i, reason: 'nobody is named: write another plugin, another process' },
  { pattern: /\blets? (it|them|requests?) through\b/i, reason: 'write accepts' },
  { pattern: /\btakes? (it|them|this|that) for\b/i, reason: 'write treats it as' },
  { pattern: /\bseldom meant\b/i, reason: 'write unusual' },
  { pattern: /\btold by\b/i, reason: 'write reported by' },
  { pattern: /\bfinds its code\b/i, reason: 'write is mapped to a code' },
  { pattern: /\bwhere it stands\b|\bstands? (in|on|beside|within|for itself)\b/i, reason: 'text does not stand: write is in, is next to' },
  { pattern: /\bbeforehand\b|\bthereby\b|\bhenceforth\b|\bupon\b/i, reason: 'rare: write before, so, from now on, on' }
]

/** Texts of tests that need a refused word, because the lint rule `message-blames` reports it. */
export const quoted: readonly string[] = ['This is your mistake.', 'message-blames "your mistake"']
