/** The standard library's texts by the name that a scenario imports them with, such as `std/designs.irq`. */
declare module 'irqlab:library' {
  const library: Readonly<Record<string, string>>;
  export default library;
}
