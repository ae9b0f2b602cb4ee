/** The value of a line of what /metrics says, named by all that stands before it; undefined when there is none. */
export function valueIn(text: string, name: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}
