// Starts the desk: settings first, then the app. The desk needs no service worker: its copy lies in IndexedDB.
import '../styles/index.css';
import './desk.css';
import { mount } from 'svelte';
import Desk from './Desk.svelte';
import { settings } from '../ui/settings.svelte';

void settings.load().then(() => mount(Desk, { target: document.getElementById('app')! }));
