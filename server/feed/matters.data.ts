import type { WhistleKind } from '../contract/kinds.ts';

/** A matter that streets blow the whistle about. The real list of 113 items is not public: these stand in for it. */
export interface Matter {
  title: string;
  kind: WhistleKind;
  /** In the order in which they are called; a whistle names at least `least` of them. */
  departments: readonly string[];
  least: number;
  /** How often it comes up, relative to the others. */
  weight: number;
  /** Hours of the day, `[from, to)` in city time, at which it is seen; past 24 it runs into the morning. */
  hours: readonly [number, number];
}

const urbanManagement = '城市管理局';
const police = '公安局';
const trafficPolice = '公安局交警支队';
const fire = '消防救援支队';
const emergency = '应急管理局';
const housing = '住房和城乡建设局';
const market = '市场监督管理局';
const environment = '生态环境局';
const planning = '自然资源和规划局';
const transport = '交通运输局';
const water = '水务局';
const health = '卫生健康委员会';
const civilAffairs = '民政局';
const justice = '司法局';
const labour = '人力资源和社会保障局';
const education = '教育局';
const culture = '文化和旅游局';
const farming = '农业农村局';
const petitions = '信访局';
const power = '供电公司';
const gas = '燃气公司';

/** The bureaus and companies that a whistle may call. */
export const departments: readonly string[] = [
  ...[
    urbanManagement,
    police,
    trafficPolice,
    fire,
    emergency,
    housing,
    market,
    environment,
    planning,
    transport,
    water,
  ],
  ...[health, civilAffairs, justice, labour, education, culture, farming, petitions, power, gas],
];

const day = [7, 20] as const;
const always = [0, 24] as const;
const night = [20, 30] as const;

type Rest = [least: number, weight: number, hours: Matter['hours']];
const matter = (kind: WhistleKind, title: string, called: string[], ...[least, weight, hours]: Rest): Matter => ({
  ...{ kind, title, departments: called, least, weight, hours },
});

export const matters: readonly Matter[] = [
  matter('problem', '占道经营影响通行', [urbanManagement, market, trafficPolice], 1, 9, [6, 22]),
  matter('problem', '路面破损积水', [urbanManagement, transport, water], 1, 7, day),
  matter('problem', '窨井盖缺失', [urbanManagement, water, power], 1, 4, always),
  matter('problem', '夜间施工噪音扰民', [environment, housing, urbanManagement], 1, 5, night),
  matter('problem', '建筑垃圾乱倾倒', [urbanManagement, environment, housing], 1, 6, day),
  matter('problem', '餐饮油烟直排', [environment, urbanManagement, market], 1, 5, [10, 22]),
  matter('problem', '雨污管网堵塞外溢', [water, urbanManagement, environment], 1, 5, always),
  matter('problem', '小区电动车飞线充电', [fire, housing, power], 1, 6, [6, 23]),
  matter('problem', '老旧小区电梯故障停运', [market, housing, fire], 1, 5, always),
  matter('problem', '机动车违停堵塞小区路口', [trafficPolice, urbanManagement], 1, 6, [7, 22]),
  matter('problem', '共享单车乱停放', [urbanManagement, transport], 1, 4, day),
  matter('problem', '路灯不亮', [urbanManagement, power], 1, 4, [18, 30]),
  matter('problem', '行道树倒伏遮挡信号灯', [urbanManagement, trafficPolice], 1, 2, always),
  matter('problem', '通信线缆垂落', [urbanManagement, power, transport], 1, 3, day),
  matter('problem', '河道漂浮垃圾', [water, environment, urbanManagement], 1, 2, day),
  matter('problem', '物业服务纠纷', [housing, justice, petitions], 1, 5, day),
  matter('problem', '预付卡消费退费难', [market, police, culture], 1, 3, day),
  matter('problem', '拖欠农民工工资', [labour, housing, police], 1, 3, day),
  matter('problem', '独居老人生活困难', [civilAffairs, health], 1, 2, day),
  matter('problem', '校园周边流动摊贩', [urbanManagement, market, education], 1, 3, [6, 19]),
  matter('problem', '广场舞音响扰民', [police, culture, environment], 1, 3, [18, 23]),
  matter('problem', '菜地侵占公共绿地', [urbanManagement, planning, farming], 1, 2, day),
  matter('joint-enforcement', '违法建设', [urbanManagement, planning, housing, police, fire], 2, 6, day),
  matter('joint-enforcement', '消防通道堵塞', [fire, urbanManagement, trafficPolice, housing], 2, 6, always),
  matter('joint-enforcement', '群租房安全隐患', [housing, police, fire, market], 3, 4, day),
  matter('joint-enforcement', '无证餐饮集中整治', [market, urbanManagement, health, environment], 2, 3, [9, 22]),
  matter('joint-enforcement', '沿街商铺住人隐患', [fire, emergency, police, market, housing], 3, 3, [8, 23]),
  matter('joint-enforcement', '非法营运车辆聚集', [transport, trafficPolice, police], 2, 2, [5, 24]),
  matter(
    'joint-enforcement',
    '渣土车超载抛洒',
    [trafficPolice, urbanManagement, transport, environment],
    2,
    3,
    [19, 30],
  ),
  matter('joint-enforcement', '小作坊违规储存危化品', [emergency, environment, market, police, fire], 3, 1, day),
  matter('emergency', '燃气泄漏', [gas, fire, emergency, police], 2, 2, always),
  matter('emergency', '道路塌陷', [urbanManagement, trafficPolice, water, emergency], 2, 1, always),
  matter('emergency', '供水主管爆裂', [water, urbanManagement, trafficPolice], 2, 2, always),
  matter('emergency', '高空坠物险情', [housing, police, urbanManagement], 2, 1, always),
  matter('emergency', '低洼路段内涝', [water, urbanManagement, trafficPolice, emergency, fire], 2, 1, always),
  matter('emergency', '居民楼起火冒烟', [fire, police, emergency, health, civilAffairs], 2, 1, always),
];
