// One of several demos on one Redis: started by test/tour/redis.test.ts, ends with it.
import '../../acceptance/server.ts'

process.on('disconnect', () => process.exit())
