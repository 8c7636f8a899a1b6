import { testPage } from './blocks.ts'

testPage('guides/plugins.md', 14)
