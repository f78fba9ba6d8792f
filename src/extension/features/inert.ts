/**
 * Text of a file as Markdown that only shows. A documentation comment may come from anybody, and a picture in it would
 * be fetched from anywhere as soon as the pointer rests on a word. So what makes an image or a link of brackets is parted
 * by a space without width, in code as well: there nobody sees it, and it need not be decided what Markdown takes for
 * code. An address written out stays as it is. HTML is not let through by VS Code.
 */
export function inert(markdown: string): string {
  return markdown.replaceAll(/!(?=\[)|\](?=[([:])/g, (character) => `${character}\u200b`);
}
