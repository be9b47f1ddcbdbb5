/** Pages and blocks tell their times to the minute. Contract §1. */
export const minuteOf = (milliseconds: number): string => {
  const minute = milliseconds - (milliseconds % MINUTE)
  if (minute !== lastMinute) {
    lastMinute = minute
    spelledMinute = new Date(minute).toISOString()
  }
  return spelledMinute
}

const MINUTE = 60_000

// What is listed together was mostly made together.
let lastMinute = 0
let spelledMinute = new Date(0).toISOString()
