// Starts the phone app.
import { mount } from 'svelte';
import '../styles/index.css';
import { route } from '../ui/route.svelte';
import { settings } from '../ui/settings.svelte';
import { toast } from '../ui/toast.svelte';
import App from './App.svelte';
import { screens } from './screens.svelte';
import { update } from './update.svelte';

route.listen('/field');
route.left = () => toast.clear();
void update.watch();
void settings.load().then(() => mount(App, { target: document.getElementById('app') as HTMLElement }));
void screens.load();
