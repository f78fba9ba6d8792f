import { formatTime } from './format.js';
import type { Actor, Item, Story, StoryEvent } from './narrative.js';

/** How many events a diagram shows before it is cut: a picture longer than a few screens explains nothing. */
const LONGEST = 60;

/**
 * A story as the text of a mermaid sequence diagram. Only a switch from thread to thread, be it a hand-off, is a full
 * arrow. A transfer of control without one is dashed, as are the signals from and to devices, which have an open head.
 */
export function mermaidOf(story: Story): string {
  const { shown, left } = cut(story.events, LONGEST);
  const lines = story.actors.map((actor, index) => `participant ${id(index)} as ${title(actor)}`);
  lines.push(...shown.map(line));
  if (left > 0) lines.push(`Note over ${id(0)}: … ${left} more`);
  return ['sequenceDiagram', ...lines.map((each) => `  ${each}`), ''].join('\n');
}

/** The first events, and how many are left out. */
export function cut<T>(events: readonly T[], longest: number): { readonly shown: readonly T[]; readonly left: number } {
  return events.length <= longest
    ? { shown: events, left: 0 }
    : { shown: events.slice(0, longest), left: events.length - longest };
}

function line(event: StoryEvent): string {
  const at = `+${formatTime(event.time)}`;
  switch (event.kind) {
    case 'transfer': {
      const arrow = event.way === 'switch' || event.way === 'handoff' ? '->>' : '-->>';
      const cost = event.cost === 0 ? '' : `, took ${formatTime(event.cost)}`;
      return `${id(event.from)}${arrow}${id(event.to)}: ${event.number}. ${WAYS[event.way].join('<br/>')}<br/>${at}${cost}`;
    }
    case 'signal':
      return `${id(event.from)}--)${id(event.to)}: ${quoted(event.text)}<br/>${at}`;
    case 'work':
      return `Note over ${id(event.actor)}: ${event.items.map(item).join('<br/>')}`;
    case 'note':
      return `Note over ${id(event.actor)}: ${quoted(event.text)}<br/>${at}`;
    case 'busy':
      return `Note over ${id(event.actor)}: works ${formatTime(event.duration)}`;
  }
}

/** How control came to the next context, in lines. */
const WAYS = {
  switch: ['context switch'],
  handoff: ['hand-off'],
  interrupt: ['interrupt', 'no context switch'],
  softint: ['softint on the way out', 'no context switch'],
  return: ['return', 'no context switch'],
} as const;

function item({ text, duration }: Item): string {
  return duration === undefined ? quoted(text) : `${quoted(text)} ${formatTime(duration)}`;
}

/** The name, and below it what it is, if the name does not tell already. */
function title({ name, role }: Actor): string {
  return name.includes(role) ? quoted(name) : `${quoted(name)}<br/>${quoted(role)}`;
}

function id(index: number): string {
  return `a${index}`;
}

/**
 * Text that mermaid shows as it is. Everything that could mean something to its grammar (`;`, `#`, `:`, quotes, line
 * ends, the word `end`) is written as a numbered entity.
 */
export function quoted(text: string): string {
  return text
    .replaceAll(/[^\p{L}\p{N} ,.…_()+/-]/gu, (character) =>
      /\s/.test(character) ? ' ' : `#${character.codePointAt(0)};`,
    )
    .replaceAll(/\bend\b/gi, (word) => `#${word.charCodeAt(0)};${word.slice(1)}`);
}
