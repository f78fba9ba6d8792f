import type { ToHost, ToPage } from '../src/protocol/panel.js';
import { isToPage } from '../src/protocol/panel.js';
import { download } from './download.js';

/** Whoever shows the page: an editor that listens and keeps its state, or nobody. */
export interface Host {
  /** Whether an editor is there, to save files, show lines and run again. */
  readonly editor: boolean;
  post(message: ToHost): void;
  load(): unknown;
  save(state: unknown): void;
}

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

export function connect(receive: (message: ToPage) => void): Host {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (isToPage(event.data)) receive(event.data);
  });
  return typeof acquireVsCodeApi === 'function' ? editorHost(acquireVsCodeApi()) : LONE;
}

function editorHost(api: EditorApi): Host {
  return {
    editor: true,
    post: (message) => api.postMessage(message),
    load: () => api.getState(),
    save: (state) => api.setState(state),
  };
}

/** A report on disk: it saves by downloads, and there is no text to show. The state lives as long as the tab. */
const LONE: Host = {
  editor: false,
  post(message) {
    if (message.type === 'export' && message.format !== 'html') download(message.name, message.format, message.data);
    if (message.type === 'copy') void navigator.clipboard?.writeText(message.text);
    if (message.type === 'error') console.error(message.message);
    window.dispatchEvent(new CustomEvent('irqlab', { detail: message }));
  },
  load: () => history.state,
  save: (state) => history.replaceState(state, ''),
};
