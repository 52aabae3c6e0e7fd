import { useEffect, useRef, type ReactNode } from 'react';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { PolicyTextProblem } from '../../../../src/contracts/policy-editing.js';

const look = EditorView.theme({
  '&': {
    fontSize: '14px',
    color: 'var(--ink)',
    backgroundColor: 'var(--field)',
    borderRadius: 'var(--radius)',
    border: '1px solid var(--edge)',
  },
  '&.cm-focused': { outline: '3px solid var(--accent)', outlineOffset: '2px' },
  '.cm-content': { fontFamily: 'var(--mono)', padding: '10px 0', caretColor: 'var(--ink)', minHeight: '320px' },
  '.cm-scroller': { lineHeight: '1.6', overflow: 'auto' },
  '.cm-gutters': {
    backgroundColor: 'var(--sunk)',
    color: 'var(--dim)',
    border: 'none',
    borderRadius: 'var(--radius) 0 0 var(--radius)',
    minHeight: '320px !important',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--sunk)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--info-bg) !important' },
  // Not as pictures: the policy for content takes none from a stylesheet.
  '.cm-lintRange': { backgroundImage: 'none', textDecoration: 'underline wavy', textUnderlineOffset: '3px' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecorationColor: 'var(--no)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecorationColor: 'var(--warn)' },
  '.cm-lint-marker': { width: '10px', height: '10px', marginTop: '6px', borderRadius: '50%' },
  '.cm-lint-marker-error': { content: 'none', backgroundColor: 'var(--no)' },
  '.cm-lint-marker-warning': { content: 'none', backgroundColor: 'var(--warn)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--card)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    boxShadow: 'var(--lift)',
    maxWidth: 'min(420px, 90vw)',
    font: '14px/1.5 var(--sans)',
  },
  '.cm-diagnostic': { padding: '8px 12px', borderLeft: 'none' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--info)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--dim)', fontStyle: 'italic' },
  { tag: [tags.string, tags.content, tags.attributeValue], color: 'var(--ink)' },
  { tag: [tags.keyword, tags.bool, tags.number], color: 'var(--ok)' },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--dim)' },
]);

function placed(state: EditorState, problems: readonly PolicyTextProblem[]): Diagnostic[] {
  return problems.map(({ line, column, severity, message }) => {
    const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines));
    const from = Math.min(at.from + column - 1, at.to);
    const word = /^[^\s,\]}#]+/.exec(state.sliceDoc(from, at.to))?.[0].length ?? 0;
    return { from, to: from + word, severity, message };
  });
}

/** A text to begin with. Another object loads its text anew; what is typed meanwhile comes as `onChange`, and never goes back in. */
export interface Loaded {
  text: string;
}

export interface Place {
  line: number;
  column: number;
  /** Grows with every wish to go somewhere, so that the same place can be gone to twice. */
  n: number;
}

/**
 * CodeMirror, in a shadow tree of its own: there it brings its styles as constructed sheets, which the strict policy for content allows. Tab
 * leaves it, as everywhere on the page.
 */
export default function YamlEditor({
  loaded,
  onChange,
  problems,
  label,
  describedBy,
  goTo,
}: {
  loaded: Loaded;
  onChange: (text: string) => void;
  problems: readonly PolicyTextProblem[];
  label: string;
  describedBy: string;
  goTo: Place | null;
}): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  }, [onChange]);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: loaded.text,
        extensions: [
          [lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), indentOnInput(), EditorView.lineWrapping],
          [yaml(), syntaxHighlighting(colours), look, keymap.of([...defaultKeymap, ...historyKeymap])],
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-description': describedBy,
            spellcheck: 'false',
            autocapitalize: 'off',
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
    // The text goes in once, and afterwards by the effect below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [label, describedBy]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === loaded.text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: loaded.text } });
  }, [loaded]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, placed(editor.state, problems)));
  }, [problems]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || !goTo) return;
    const at = editor.state.doc.line(Math.min(goTo.line, editor.state.doc.lines));
    editor.dispatch({ selection: { anchor: Math.min(at.from + goTo.column - 1, at.to) }, scrollIntoView: true });
    editor.focus();
  }, [goTo]);

  return <div ref={host} className="m-editor" />;
}
