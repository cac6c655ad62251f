// The filter of the list of opinions, kept while the desk is open so that coming back finds the same list.

export const filter = $state({ show: 'unanswered' as 'unanswered' | 'uncleared' | 'all', topic: '', meeting: '' });
