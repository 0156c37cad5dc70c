-- Ways in which a post may begin. They are edited by people; these are what everybody starts with.
create table hook_types (
  slug        text        primary key check (slug ~ '^[a-z0-9][a-z0-9_-]{0,62}$' and slug <> 'unclassified'),
  name        text        not null check (name <> ''),
  description text        not null check (description <> ''),
  examples    text[]      not null check (array_position(examples, null) is null),
  updated_at  timestamptz not null
);

alter table viral_posts_bank
  add column hook_type       text references hook_types, -- null: not asked yet, or unclassified
  add column hook_confidence real check (hook_confidence between 0 and 1);
create index viral_posts_bank_hook_type on viral_posts_bank (hook_type) where hook_type is not null;

-- How an author writes, from the last 50 posts.
alter table profiles
  add column style    jsonb check (jsonb_typeof(style) = 'object'),
  add column style_at timestamptz;

-- One vector of length one for each post. Vectors of different models or dimensions are in different spaces:
-- they say nothing about each other, and no search looks at two.
create table post_vectors (
  post_id    bigint   primary key references viral_posts_bank on delete cascade,
  model      text     not null check (model <> ''),
  dimensions int      not null check (dimensions > 0),
  components float4[] not null check (cardinality(components) = dimensions)
);
alter table post_vectors alter column components set storage external; -- random digits do not compress
create index post_vectors_space on post_vectors (model, dimensions);

-- pgvector makes an index out of the same column, where the database has it and lets us have it. Everywhere else
-- the search is exact.
do $$
begin
  if exists (select from pg_available_extensions where name = 'vector') then
    create extension if not exists vector;
  else
    raise notice 'This database has no pgvector: similar posts are searched without an index.';
  end if;
exception when others then
  raise warning 'pgvector cannot be created (%): similar posts are searched without an index.', sqlerrm;
end $$;

insert into hook_types (slug, name, description, examples, updated_at)
select slug, name, description, examples, now()
from (values
  ('question', 'Question',
   'Opens by asking the reader something that wants an answer or opens a gap of curiosity.',
   array[
     'When did you last say no to a meeting?',
     'What would you do with an extra hour every day?',
     'Why do so many good engineers quit in their second year?',
     'Have you ever wondered how small teams ship so fast?',
     'Is remote work really killing culture?',
     'How do you tell a client the price has doubled?',
     'What''s the best career advice you ever ignored?',
     'Would you hire someone without a degree?',
     'Who decided that eight hours is a working day?',
     'Which skill will matter most in ten years?',
     'Et vous, comment gérez-vous les journées trop longues ?',
     '¿Qué harías si mañana perdieras tu mayor cliente?',
     'Woran erkennst du, dass ein Team wirklich funktioniert?']),
  ('contrarian', 'Bold claim',
   'States a provocative, unpopular or absolute opinion that goes against what most people think.',
   array[
     'Unpopular opinion: daily stand-ups are a waste of time.',
     'Hot take: your logo does not matter at all.',
     'Networking is overrated.',
     'Stop hiring for culture fit.',
     'Meetings are where good ideas go to die.',
     'Work-life balance is a lie sold to tired people.',
     'Cold calling is dead and nobody wants to admit it.',
     'Nobody needs another newsletter.',
     'College is the worst investment you can make at eighteen.',
     'Your customers don''t care about your product. Period.',
     'Les diplômes ne servent à rien.',
     'Opinión impopular: trabajar desde casa nos hace peores.',
     'Leistung wird völlig überschätzt.']),
  ('story', 'Story',
   'Begins a scene or anecdote with a time, a place and people; something happened.',
   array[
     'It was 3 a.m. in a hotel lobby in Lisbon when my phone rang.',
     'Last Tuesday a stranger sat down next to me on the train.',
     'In 2009 my father handed me the keys to his shop.',
     'I was nineteen, standing in a freezing warehouse, when the manager walked over.',
     'Ten years ago I walked into my first office with a borrowed tie.',
     'My grandmother sold oranges on a street corner for forty years.',
     'Yesterday, a candidate walked out in the middle of an interview.',
     'The room went silent after she put down the marker.',
     'A taxi driver told me something this morning that I cannot forget.',
     'Six months after the wedding, we packed everything into two suitcases.',
     'Il y a cinq ans, un inconnu m''a arrêté dans la rue.',
     'Aquella noche, mi jefe me llamó a su oficina y cerró la puerta.',
     'Es war ein Montag im November, als der Brief auf meinem Tisch lag.']),
  ('statistic', 'Number',
   'Leads with a statistic, a percentage, an amount of money or a result of measurement.',
   array[
     '73% of employees are looking for a new job right now.',
     'We grew from $0 to $1.2M in revenue in 14 months.',
     'Only 4 out of 100 startups survive ten years.',
     'The average manager spends 23 hours a week in meetings.',
     'Teams with written goals are 42% more productive, a new study finds.',
     '1 in 3 emails is never opened.',
     'Our churn fell from 9% to 2.1% in one quarter.',
     'US companies lose $1 trillion a year to turnover.',
     '80% of your results come from 20% of your work.',
     'We analysed 12,000 job ads. Half of them name no salary.',
     '68 % des salariés se disent fatigués, selon une étude.',
     'El 60% de los negocios cierra antes de cumplir cinco años.',
     'Nur 17 % der Beschäftigten fühlen sich an ihre Firma gebunden.']),
  ('list', 'List or how-to',
   'Promises a list of tips, steps, tools, lessons or a guide on how to do something.',
   array[
     '7 habits of people who never miss a deadline:',
     'How to write a cold email that gets an answer:',
     '5 tools I use every single day:',
     'Here are 10 lessons from a decade in sales:',
     'A step-by-step guide to your first product launch:',
     '3 ways to calm down before a presentation:',
     'The exact template I use for weekly reviews:',
     '9 books that will change how you think about money:',
     'Steal my checklist for onboarding new people:',
     'How I plan my whole week in 20 minutes (step by step):',
     '5 conseils pour mieux négocier votre salaire :',
     'Cómo preparar una entrevista en 4 pasos:',
     '6 Tipps für bessere Besprechungen:']),
  ('confession', 'Failure or confession',
   'The author admits a personal failure, mistake, weakness, fear or loss and is vulnerable about it.',
   array[
     'I got fired today.',
     'I failed. Badly.',
     'I have a confession: I had no idea what I was doing.',
     'My biggest mistake cost us our best customer.',
     'I lost everything when my first company went bankrupt.',
     'For years I pretended to be fine. I was burned out.',
     'I was a terrible manager, and I did not know it.',
     'I was rejected by 41 companies before anyone said yes.',
     'I''m ashamed to admit how I treated my first team.',
     'I almost gave up last year. I cried in my car before work.',
     'J''ai échoué, et j''ai mis longtemps à l''admettre.',
     'Me equivoqué. Perdí la confianza de mi equipo.',
     'Ich muss etwas zugeben: Ich hatte jeden Tag Angst zu scheitern.']),
  ('announcement', 'Announcement',
   'Announces news: a new job, a launch, funding, a hire, an event or a milestone.',
   array[
     'I''m excited to announce that I have joined Northwind as Head of Design.',
     'Big news: we just raised our Series A!',
     'Today we are launching our new app.',
     'We''re hiring! Three open roles in Berlin.',
     'After months of work, version 2.0 is finally here.',
     'I''m thrilled to share that I''m starting a new position as CFO.',
     'Save the date: our annual conference returns on May 12.',
     'It''s official: we are opening an office in Toronto.',
     'Introducing the all-new dashboard, available now for everyone.',
     'Proud to announce our partnership with the city library.',
     'J''ai le plaisir de vous annoncer mon arrivée chez Lumière.',
     'Estamos muy contentos de anunciar el lanzamiento de nuestra plataforma.',
     'Ab heute ist es offiziell: Wir haben ein neues Büro in Wien.']),
  ('quote', 'Quote',
   'Opens with words that somebody said, in quotation marks or with the name of who said them.',
   array[
     '"People don''t leave companies, they leave managers."',
     '"We can''t pay you, but it will be great exposure."',
     '“The best time to plant a tree was twenty years ago.” – Chinese proverb',
     '"You''re too young for this role," the recruiter said.',
     '"Simplicity is the ultimate sophistication." – attributed to Leonardo da Vinci',
     'My mentor once told me: "Nobody remembers the slides."',
     'As Peter Drucker said, "Culture eats strategy for breakfast."',
     '"Done is better than perfect."',
     '"I don''t have time to read." I hear this every week.',
     'Maya Angelou wrote: "People will forget what you said."',
     '« On ne change pas une équipe qui gagne. »',
     '«El que no arriesga no gana», decía mi abuela.',
     '„Das haben wir schon immer so gemacht.“']),
  ('call_out', 'Direct address',
   'Speaks directly to a particular group or to the reader as you: a call, a command, a warning.',
   array[
     'Founders: this one is for you.',
     'Dear recruiters, please stop ghosting candidates.',
     'If you are a junior developer, read this twice.',
     'To every woman who was told she is too ambitious:',
     'Attention freelancers! Check your contracts before Friday.',
     'Hey managers, your people are watching you.',
     'You deserve a boss who listens to you.',
     'To all teachers out there: we see you.',
     'New parents going back to work, this is for you.',
     'If you work in marketing, you need to hear this.',
     'Chers managers, laissez vos équipes respirer.',
     'Si eres autónomo, lee esto antes de fin de mes.',
     'An alle, die gerade einen Job suchen: Gebt nicht auf.']),
  ('prediction', 'Prediction',
   'Says what will happen in the future: a trend, a forecast, the end or beginning of something.',
   array[
     'By 2030, most offices will be empty.',
     'In five years nobody will write code by hand.',
     'The next decade will belong to small companies.',
     'AI will replace most middle managers within three years.',
     'The future of retail is not online.',
     'My prediction for 2027: paid newsletters will collapse.',
     'Passwords will be gone before the end of this decade.',
     'Soon every car will be a subscription.',
     'The job market of tomorrow will look nothing like today''s.',
     'Here is what will happen to housing prices next year.',
     'Dans dix ans, la moitié de nos métiers auront disparu.',
     'En el futuro, las oficinas serán lugares de encuentro.',
     'Bis 2035 wird jedes zweite Auto elektrisch fahren.']),
  ('myth', 'Myth busting',
   'Names a common belief or misconception and says it is wrong: myth against truth.',
   array[
     'Myth: you need ten thousand hours to master anything.',
     'Everyone thinks introverts can''t sell. They are wrong.',
     'No, you don''t need a business plan to start.',
     'The biggest misconception about leadership is that it comes with a title.',
     'Most people believe more features mean more users. The opposite is true.',
     'You have been told that multitasking saves time. It doesn''t.',
     'Contrary to popular belief, deadlines do not kill creativity.',
     'Let''s debunk a myth about pricing.',
     'We were taught that the customer is always right. That is not true.',
     'It isn''t talent that makes great writers. It is rewriting.',
     'Non, la motivation ne vient pas avant l''action.',
     'Es un mito que dormir poco te haga más productivo.',
     'Der größte Irrtum über Führung: dass Chefs alles wissen müssen.']),
  ('gratitude', 'Gratitude or celebration',
   'Thanks people, celebrates a success, an anniversary or somebody else''s achievement.',
   array[
     'Thank you to everyone who supported me this year.',
     'So grateful for this incredible team.',
     'Today marks five years at this wonderful company. What a ride!',
     'Congratulations to Priya on her well-deserved promotion!',
     'I could not be prouder of what these people achieved.',
     'A huge thank you to our volunteers.',
     'Happy work anniversary to the kindest colleague I know!',
     'Shout-out to the support team that saved our launch.',
     'We did it! Feeling blessed and thankful for this award.',
     'Three years ago we met; today I want to celebrate my co-founder.',
     'Merci à toutes celles et ceux qui m''ont accompagné.',
     'Gracias de corazón a todo el equipo por este año.',
     'Herzlichen Glückwunsch an unsere Kollegin zum Abschluss!'])
) as seeds (slug, name, description, examples);
