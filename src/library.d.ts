/** The standard library's texts by the name that a scenario imports them with, such as `std/designs.irq`. */
declare module 'irqlab:library' {
  const library: Readonly<Record<string, string>>;
  export default library;
}

/** What each example is about, in a sentence, by its path below examples/, such as `designs/biglock.irq`. */
declare module 'irqlab:examples' {
  const examples: Readonly<Record<string, string>>;
  export default examples;
}
