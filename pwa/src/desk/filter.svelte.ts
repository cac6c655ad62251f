// The filter of the list of opinions, kept while the desk is open so that coming back finds the same list.

export const filter = $state({ show: 'unanswered' as 'unanswered' | 'uncleared' | 'all', topic: '', meeting: '' });

/** Who is looked for in the lists of a hearing: coming back from a history finds the same person. */
export const sought = $state({ text: '' });
