import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { LanguageProvider } from './i18n/text.tsx';
import { createServices, ServicesProvider } from './services.tsx';
import './styles/index.css';
import { Announcer } from './ui/announcer.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
const services = createServices();

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={services.queries}>
      <ServicesProvider services={services}>
        <LanguageProvider>
          <Announcer>
            <App />
          </Announcer>
        </LanguageProvider>
      </ServicesProvider>
    </QueryClientProvider>
  </StrictMode>,
);
